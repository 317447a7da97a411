# A receiver with the standard library alone. Run: WEBHOOK_SECRET=whsec_… python3 receiver.py
import base64, hashlib, hmac, json, os, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
seen = set()


def verify(msg_id, timestamp, signatures, body):
    # The time in both directions: an old message is a replay, a future one a forgery or a wrong clock.
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > 300:
        return False
    right = hmac.new(KEY, f"{msg_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    right = "v1," + base64.b64encode(right).decode()
    # Several signatures while a secret is being rotated: one that fits is enough.
    return any(hmac.compare_digest(right, one) for one in signatures.split(" "))


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        msg_id = self.headers.get("webhook-id", "")
        if not verify(msg_id, self.headers.get("webhook-timestamp", ""), self.headers.get("webhook-signature", ""), body):
            return self.answer(401)
        event = json.loads(body)
        if event["type"] == "portal.challenge":
            return self.answer(200, json.dumps({"challenge": event["data"]["challenge"]}).encode())
        # At least once: the same id may come again. Keep ids in your database.
        if msg_id not in seen:
            seen.add(msg_id)
            print(event["type"], event["data"].get("suite"), event["data"].get("corp_id"), flush=True)
        self.answer(204)

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("0.0.0.0", int(os.environ.get("PORT", "8000"))), Receiver).serve_forever()
