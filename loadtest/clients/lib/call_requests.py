"""One call with Python's requests: ADDRESS METHOD PATH, a JSON body on standard input. Prints status and body as JSON."""

import json
import sys

import requests

address, method, path = sys.argv[1:]
body = sys.stdin.read()
answer = requests.request(method, address + path, json=json.loads(body) if body else None, timeout=60)
print(json.dumps({"status": answer.status_code, "body": answer.json()}))
