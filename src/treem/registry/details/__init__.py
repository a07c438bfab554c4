"""What holds for a child from a day to a day beside its circumstances: school, insurance, disability, risks, benefits."""
