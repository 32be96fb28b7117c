"""What a small voice bot does at its first webhook: greet and gather. No signature, no state, no directory."""

from flask import Flask, Response

app = Flask(__name__)


@app.post("/ivr/welcome")
def welcome():
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><Response><Gather action="/ivr/menu" method="POST" numDigits="1">'
        '<Say loop="3">Thank you for calling. Press 1 for your account. Press 2 for an agent.</Say></Gather></Response>'
    )
    return Response(text, mimetype="text/xml")
