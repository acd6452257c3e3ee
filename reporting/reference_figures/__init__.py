"""« Ensemble Mission Locale »: the shares of all whom a Mission Locale follows, which a report sets beside its own."""
