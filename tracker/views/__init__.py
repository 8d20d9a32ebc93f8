"""One blueprint a feature: read the request, call a service or a query, render."""
