"""Records to people: tables, highlighted context, json, csv and the HTML report."""
