-- The two roles of treem. Run once as a superuser of the server; safe to run again.
-- On a real server give both a password afterwards: ALTER ROLE treem_owner PASSWORD '…'; ALTER ROLE treem_app PASSWORD '…';
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'treem_owner') THEN
    CREATE ROLE treem_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'treem_app') THEN
    CREATE ROLE treem_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB;
  END IF;
END
$$;
-- The owner may act as the application: tests prove the policies that way, and the definer functions rely on it never being the other way round.
GRANT treem_app TO treem_owner;
ALTER ROLE treem_app SET statement_timeout = '30s';
ALTER ROLE treem_app SET lock_timeout = '5s';
ALTER ROLE treem_app SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE treem_owner SET lock_timeout = '30s';
