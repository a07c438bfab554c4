"""What is doubtful in the register: rules as data, findings kept up to date, fixes one by one and in bulk, the report."""
