"""What a report says, as plain data that knows neither words nor formats."""
