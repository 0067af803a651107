"""What several formats share, as SQL.

w3c.py            files whose line `#Fields:` names the columns
json_object.py    a line that is a JSON object
request_line.py   method and target of `GET /a?b HTTP/1.1`
azure.py          operations and addresses as Azure writes them
"""
