"""From documents, facts and judgements to the model of a report."""
