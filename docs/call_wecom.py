#!/usr/bin/env python3
"""Calls WeCom for an authorised enterprise, through the portal. Needs nothing but Python 3.8.

    export PORTAL_URL=https://portal.example.com
    export PORTAL_KEY=wpk_...
    python3 call_wecom.py crm
"""
import json
import os
import sys
import time
import urllib.error
import urllib.request

PORTAL = os.environ["PORTAL_URL"].rstrip("/") + "/api/v1"
KEY = os.environ["PORTAL_KEY"]


class Problem(Exception):
    """An answer of 4xx or 5xx: `code` is stable, `request_id` is to be quoted to the provider."""

    def __init__(self, body):
        super().__init__("%(status)s %(code)s: %(title)s" % body)
        self.code = body["code"]
        self.body = body


def call(method, path, body=None, tries=3):
    """One call of the portal. Waits as told when it is told to try again later."""
    request = urllib.request.Request(
        PORTAL + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "Bearer " + KEY, "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            return json.load(reply)
    except urllib.error.HTTPError as error:
        wait = error.headers.get("Retry-After")
        if wait and tries > 1 and int(wait) <= 30:
            time.sleep(int(wait))
            return call(method, path, body, tries - 1)
        raise Problem(json.load(error)) from None


def main(suite):
    # 1. Which enterprises have authorised this app?
    corps = call("GET", "/corps?suite=%s&status=active" % suite)["data"]
    if not corps:
        sys.exit("No enterprise has authorised %s yet." % suite)
    corp = corps[0]
    print("enterprise: %(name)s (%(corp_id)s)" % corp)
    base = "/suites/%s/corps/%s" % (suite, corp["corp_id"])

    # 2. Call WeCom. The portal adds the access_token, renews it, and repeats a call once when WeCom refuses it.
    answer = call("GET", base + "/proxy/cgi-bin/department/list")
    if answer["errcode"] != 0:
        sys.exit("WeCom says %(errcode)s: %(errmsg)s" % answer)
    print("departments: %d" % len(answer["department"]))

    # 3. Or take the token and call WeCom yourself. Ask each time: the portal keeps it fresh.
    token = call("GET", base + "/access-token")
    print("access_token: good for %(expires_in)d seconds" % token)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "crm")
