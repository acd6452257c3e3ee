"""An OpenID provider on this machine, as strict as a real one: it consents at once, for the person it is told to be.

What a test wants to go wrong, it sets: claims of the id_token, the key that signs, the userinfo, whether it answers.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

HOST = "localhost"
CLIENT_ID, CLIENT_SECRET = "dernier-ecrou", "secret-of-the-service"
OWN_KEY, FOREIGN_KEY = (generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


@dataclass
class LocalProvider:
    """One provider; reachable at `url` while its server runs."""

    server: ThreadingHTTPServer
    id_token: dict[str, Any] = field(default_factory=lambda: {"acr": "eidas2"})
    userinfo: dict[str, Any] = field(default_factory=lambda: {"email": "cpip@exemple.invalid", "email_verified": True})
    subject: str = "sub-cpip"
    signing_key: RSAPrivateKey = OWN_KEY
    algorithm: str = "RS256"
    userinfo_is_signed: bool = True
    error: str = ""
    seconds_late: float = 0
    broken: set[str] = field(default_factory=set)
    configuration: dict[str, Any] = field(default_factory=dict)
    requests: dict[str, dict[str, str]] = field(default_factory=dict)
    # The provider of a ministry, whose session ends too.
    ministry: str = ""
    ended: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server.server_port}"

    def discovery(self) -> dict[str, Any]:
        own = {"issuer": self.url, "jwks_uri": f"{self.url}/jwks"}
        endpoints = {f"{name}_endpoint": f"{self.url}/{name}" for name in ("token", "userinfo", "end_session")}
        return own | endpoints | {"authorization_endpoint": f"{self.url}/authorize"} | self.configuration

    def keys(self) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(OWN_KEY.public_key(), as_dict=True)
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def signed(self, claims: dict[str, Any]) -> str:
        own = {"iss": self.url, "aud": CLIENT_ID, "sub": self.subject, "iat": int(time.time())}
        own["exp"] = own["iat"] + 60
        stated = {name: value for name, value in (own | claims).items() if value is not None}
        key: Any = CLIENT_SECRET * 4 if self.algorithm == "HS256" else self.signing_key
        return jwt.encode(stated, key, self.algorithm, headers={"kid": "one"})

    def authorize(self, request: dict[str, str]) -> str:
        """The address that the browser is sent back to."""
        assert request["response_type"] == "code"
        assert request["client_id"] == CLIENT_ID
        assert min(len(request["state"]), len(request["nonce"])) >= 32
        answer = {"state": request["state"]}
        if self.error:
            return f"{request['redirect_uri']}?{urlencode(answer | {'error': self.error})}"
        code = secrets.token_urlsafe()
        self.requests[code] = request
        return f"{request['redirect_uri']}?{urlencode(answer | {'code': code})}"

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        """The tokens for a code, which serves once."""
        request = self.requests.pop(form["code"])
        assert (form["client_id"], form["client_secret"]) == (CLIENT_ID, CLIENT_SECRET)
        assert form["redirect_uri"] == request["redirect_uri"]
        assert request["code_challenge_method"] == "S256"
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == request["code_challenge"]
        id_token = self.signed({"nonce": request["nonce"]} | self.id_token)
        return {"access_token": "bearer-of-the-day", "token_type": "Bearer", "expires_in": 60, "id_token": id_token}

    def end_session(self, request: dict[str, str]) -> str:
        """The address that the browser is sent back to after sign-out."""
        jwt.decode(request["id_token_hint"], OWN_KEY.public_key(), ["RS256"], audience=CLIENT_ID)
        self.ended.append(request)
        if self.ministry:
            return f"{self.ministry}/end_session?{urlencode(request)}"
        return f"{request['post_logout_redirect_uri']}?{urlencode({'state': request['state']})}"


class Handler(BaseHTTPRequestHandler):
    provider: LocalProvider

    def log_message(self, *args: Any) -> None:
        """Say nothing on the console."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = dict(parse_qsl(address.query))
        name = address.path.strip("/")
        time.sleep(self.provider.seconds_late)
        if name in self.provider.broken:
            self.answer(503, "text/html", "<p>Maintenance</p>")
        elif name == ".well-known/openid-configuration":
            self.answer(200, "application/json", json.dumps(self.provider.discovery()))
        elif name == "jwks":
            self.answer(200, "application/json", json.dumps(self.provider.keys()))
        elif name == "userinfo":
            self.answer_userinfo()
        else:
            self.redirect(
                getattr(self.provider, {"authorize": "authorize", "end_session": "end_session"}[name])(query)
            )

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if "token" in self.provider.broken:
            self.answer(400, "application/json", '{"error": "invalid_grant"}')
        else:
            tokens = self.provider.token({name: values[0] for name, values in form.items()})
            self.answer(200, "application/json", json.dumps(tokens))

    def answer_userinfo(self) -> None:
        assert self.headers["Authorization"] == "Bearer bearer-of-the-day"
        claims = {"sub": self.provider.subject} | self.provider.userinfo
        if self.provider.userinfo_is_signed:
            self.answer(200, "application/jwt", self.provider.signed(claims))
        else:
            self.answer(200, "application/json", json.dumps(claims))

    def redirect(self, address: str) -> None:
        self.answer(302, "text/html", "", Location=address)

    def answer(self, status: int, content_type: str, body: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": content_type, "Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())


def started() -> LocalProvider:
    """A provider that answers. Whoever starts it stops it: `stopped`."""
    handler = type("LocalHandler", (Handler,), {})
    server = ThreadingHTTPServer((HOST, 0), handler)
    handler.provider = LocalProvider(server)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return handler.provider


def stopped(provider: LocalProvider) -> None:
    """It answers no more."""
    provider.server.shutdown()
    provider.server.server_close()
