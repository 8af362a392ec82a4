DROP INDEX businesses_register;
CREATE INDEX businesses_register ON businesses (register_code, id);
