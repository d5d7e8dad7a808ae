"""The API's addresses, a file per question. Each is a thin layer over `graph.ask` and `graph.signals`."""
