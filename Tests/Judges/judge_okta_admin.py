"""Judges the admin's side of the simulated Okta from outside, by Okta's own Python client.

By the org's API token, then as a service app with OAuth 2.0, with bearer tokens and with DPoP. Needs the package `okta`
(which brings `pycryptodomex` and `jwcrypto`) and a running `voicegate simulator`; its addresses come from the
environment, as for `judge_simulator.py`. Exits 0 when every check held.
"""

import asyncio
import http.server
import json
import os
import sys
import threading
import time
import urllib.request
import uuid

import okta.client
from Cryptodome.PublicKey import RSA
from jwcrypto.jwk import JWK
from okta import models
from okta.pagination import PaginationHelper

SIMULATOR_URL = os.environ.get("SIMULATOR_URL", "http://127.0.0.1:9400")
OKTA_ORG_URL = os.environ.get("OKTA_ORG_URL", "http://127.0.0.1:9401")
OKTA_API_TOKEN = os.environ.get("OKTA_API_TOKEN", "00simulatedOktaApiToken")
SECRET = "judged-secret"

failures = []


def check(holds, what):
    print(("ok    " if holds else "FAIL  ") + what, flush=True)
    if not holds:
        failures.append(what)


def control(path, body):
    """Asks the simulator's control API."""
    request = urllib.request.Request(
        SIMULATOR_URL + path, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


class Hooks(http.server.BaseHTTPRequestHandler):
    """Stands where the service's hooks would."""

    def do_GET(self):
        self.answer({"verification": self.headers.get("X-Okta-Verification-Challenge")})

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        value = [{"status": "SUCCESSFUL", "provider": "judge", "transactionId": "1"}]
        self.answer({"commands": [{"type": "com.okta.telephony.action", "value": value}]})

    def answer(self, body):
        allowed = self.headers.get("Authorization") == SECRET
        text = json.dumps(body if allowed else {}).encode()
        self.send_response(200 if allowed else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def client_with(**settings):
    # The client takes leave to speak http from its environment only.
    os.environ["OKTA_TESTING_TESTINGDISABLEHTTPSCHECK"] = "true"
    common = {"orgUrl": OKTA_ORG_URL, "rateLimit": {"maxRetries": 0}, "cache": {"enabled": False}}
    return okta.client.Client({**common, **settings})


async def judge_users(client):
    seen, after = [], None
    while True:
        users, response, error = await client.list_users(limit=3, after=after)
        check(error is None, f"a page of users {error or ''}")
        seen += [user.id for user in users]
        after = None if error else PaginationHelper.extract_next_cursor(response.headers)
        if after is None:
            break
    check(len(seen) == len(set(seen)) and len(seen) >= 10, "pages lead to every user once")


async def judge_schema(client):
    schema, _, error = await client.get_user_schema("default")
    check(error is None and "ivrPhone" in json.dumps(schema.to_dict(), default=str), f"the schema is read {error or ''}")
    attribute = {"title": "Judged", "type": "string", "pattern": "^[a-z]+$", "maxLength": 9}
    definition = {"custom": {"id": "#custom", "type": "object", "properties": {"judged": attribute}}}
    body = models.UserSchema.from_dict({"definitions": definition})
    schema, _, error = await client.update_user_profile("default", body)
    check(error is None and "judged" in json.dumps(schema.to_dict(), default=str), f"an attribute is added {error or ''}")


async def judge_groups(client):
    profile = {"profile": {"name": f"Judged {uuid.uuid4()}", "description": "by the judge"}}
    group, _, error = await client.add_group(models.AddGroupRequest.from_dict(profile))
    check(error is None and group.id.startswith("00g"), f"a group is made {error or ''}")
    _, _, error = await client.add_group(models.AddGroupRequest.from_dict(profile))
    check(error is not None and error.error_code == "E0000001", "but not twice")
    _, _, error = await client.assign_user_to_group(group.id, "00usim00000000000001")
    check(error is None, f"somebody joins it {error or ''}")
    members, _, error = await client.list_group_users(group.id)
    check(error is None and [user.id for user in members] == ["00usim00000000000001"], "and is its member")
    return group.id


async def judge_policies(client, group):
    policies, _, error = await client.list_policies(type="MFA_ENROLL")
    check(error is None and len(policies) >= 1, f"policies are listed {error or ''}")
    authenticators = [{"key": "okta_verify", "enroll": {"self": "OPTIONAL"}}]
    body = {
        "type": "MFA_ENROLL", "name": f"Judged {int(time.time())}", "status": "ACTIVE",
        "conditions": {"people": {"groups": {"include": [group]}}},
        "settings": {"type": "AUTHENTICATORS", "authenticators": authenticators},
    }
    policy, _, error = await client.create_policy(models.Policy.from_dict(body))
    check(error is None, f"a policy is made {error or ''}")
    listed, _, _ = await client.list_authenticators()
    check(any(authenticator.key == "phone_number" for authenticator in listed or []), "authenticators are listed")
    return policy


def telephony(url):
    config = {"uri": url + "/telephony-hook", "method": "POST", "headers": [],
              "authScheme": {"type": "HEADER", "key": "Authorization", "value": SECRET}}
    return {
        "name": "Judged", "type": "com.okta.telephony.provider", "version": "1.0.0",
        "channel": {"type": "HTTP", "version": "1.0.0", "config": config},
    }


class WholeHook(models.InlineHookCreate):
    """A hook that is sent as it is: the client's generated model loses `authScheme` on its way out."""

    body: dict = {}

    def to_dict(self):
        return self.body


async def judge_hooks(client, url):
    bare = models.InlineHookCreate.from_dict(telephony(url))
    _, _, error = await client.create_inline_hook(bare)
    check(error is not None and error.error_code == "E0000001", "a telephony hook without authScheme is refused")
    body = WholeHook(body=telephony(url))
    hook, _, error = await client.create_inline_hook(body)
    check(error is None and hook.status == "ACTIVE", f"a telephony hook is made, active {error or ''}")
    _, _, error = await client.create_inline_hook(body)
    check(error is not None and error.error_code == "E0000001", "a second active one is refused")
    _, _, error = await client.deactivate_inline_hook(hook.id)
    check(error is None, f"it is deactivated {error or ''}")
    _, _, error = await client.activate_inline_hook(hook.id)
    check(error is None, f"and activated {error or ''}")
    hooks, _, error = await client.list_inline_hooks(type="com.okta.telephony.provider")
    check(error is None and hook.id in [each.id for each in hooks], f"and listed {error or ''}")
    await client.deactivate_inline_hook(hook.id)
    _, _, error = await client.delete_inline_hook(hook.id)
    check(error is None, f"and deleted {error or ''}")
    channel = telephony(url)["channel"]
    channel["config"] = {**channel["config"], "uri": url + "/event-hook"}
    del channel["config"]["method"]
    events = {"type": "EVENT_TYPE", "items": ["user.authentication.auth_via_mfa"]}
    hook, _, error = await client.create_event_hook(
        models.EventHook.from_dict({"name": "Judged", "events": events, "channel": channel})
    )
    check(error is None and hook.verification_status == "UNVERIFIED", f"an event hook is made {error or ''}")
    hook, _, error = await client.verify_event_hook(hook.id)
    check(error is None and hook.verification_status == "VERIFIED", f"and verified {error or ''}")


async def judge_oauth(requires_dpop):
    kind = "DPoP" if requires_dpop else "bearer"
    key = RSA.generate(2048)
    public = json.loads(JWK.from_pem(key.public_key().export_key()).export_public())
    app = f"0oajudge{kind}"
    control("/okta/apps", {
        "clientId": app, "jwks": {"keys": [public]}, "scopes": ["okta.users.read"], "requiresDPoP": requires_dpop,
    })
    settings = {
        "authorizationMode": "PrivateKey", "clientId": app, "scopes": ["okta.users.read"],
        "privateKey": key.export_key().decode(),
    }
    client = client_with(**settings, dpopEnabled=requires_dpop)
    users, _, error = await client.list_users(limit=1)
    check(error is None and len(users) == 1, f"a {kind} token opens the users {error or ''}")
    users, _, error = await client.list_users(search='profile.ivrPhone eq "+15550100001"')
    check(error is None and len(users) == 1, f"a second request with a {kind} token, and a query {error or ''}")
    _, _, error = await client.list_policies(type="MFA_ENROLL")
    check(error is not None and error.error_code == "E0000006", f"but not the policies ({kind})")
    other = client_with(**{**settings, "scopes": ["okta.logs.read"]}, dpopEnabled=requires_dpop)
    _, _, error = await other.list_users(limit=1)
    check(error is not None, f"a scope that was not granted is refused ({kind})")
    if requires_dpop:
        bare = client_with(**settings, dpopEnabled=False)
        _, _, error = await bare.list_users(limit=1)
        check(error is not None, "without a proof there is no token where one is demanded")


async def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hooks)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = client_with(token=OKTA_API_TOKEN)
    await judge_users(client)
    await judge_schema(client)
    group = await judge_groups(client)
    await judge_policies(client, group)
    await judge_hooks(client, f"http://127.0.0.1:{server.server_port}")
    await judge_oauth(False)
    await judge_oauth(True)
    print(f"{len(failures)} checks failed" if failures else "every check held")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    asyncio.run(main())
