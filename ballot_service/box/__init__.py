"""The ballot box: what the desk ordered, the ballots cast, the receipts given."""
