-- Creates the function trim_name.
SET LOCAL check_function_bodies = off;
CREATE FUNCTION trim_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.name := trim(NEW.name);
    RETURN NEW;
END
$$;

-- Creates the trigger trim on user.
CREATE TRIGGER trim BEFORE INSERT OR UPDATE OF name ON "user" FOR EACH ROW EXECUTE FUNCTION trim_name();
