"""The database: tables, migrations, search and judgements, through sqlite-utils."""
