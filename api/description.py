"""`python -m api.description`: the description of the API (OpenAPI) on standard output, without a database."""

import json
import sys

from api.app import questions

if __name__ == "__main__":
    json.dump(questions().openapi(), sys.stdout, ensure_ascii=False)
