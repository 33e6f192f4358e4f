"""Places of online keys: real ones (OpenBao, ministack, SoftHSM), doubles of Google's and Azure's, and a gate before each."""

import base64
import contextlib
import datetime
import http.client
import http.server
import json
import os
import ssl
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from processes import Running
from service import free_ports

P256 = ec.ECDSA(utils.Prehashed(hashes.SHA256()))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def tell(self, status, content, headers=()):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer()

    def do_POST(self):
        self.answer()

    do_PUT = do_POST


@contextlib.contextmanager
def serving(handler, context=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


class Gate:
    """Stands before a server: lets requests through, is away, or answers as the service does when it denies or throttles."""

    def __init__(self, target, denied, throttled):
        self._target = target
        self._answers = {"denied": denied, "throttled": throttled}
        self.mode = "open"
        self.passed = []

    def handler(gate):
        class Through(Handler):
            def answer(self):
                body = self.body()
                if gate.mode == "away":
                    self.close_connection = True
                    self.connection.close()
                    return
                if gate.mode in gate._answers and "sign" in (self.path + self.headers.get("X-Amz-Target", "")).lower():
                    self.tell(*gate._answers[gate.mode])
                    return
                gate.passed.append((self.path, dict(self.headers), body))
                through = http.client.HTTPConnection("127.0.0.1", gate._target, timeout=30)
                through.request(self.command, self.path, body, dict(self.headers))
                answer = through.getresponse()
                kept = [(n, v) for n, v in answer.getheaders() if n.lower() in ("content-type", "retry-after")]
                self.tell(answer.status, answer.read(), kept)
                through.close()

        return Through


class Vault:
    """OpenBao with a token that may sign and nothing else."""

    def __init__(self, services, folder):
        (self.port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{self.port}"
        listen = f"-dev-listen-address=127.0.0.1:{self.port}"
        self.program = Running(
            [services / "bao", "server", "-dev", "-dev-root-token-id=root", "-dev-no-store-token", listen],
            folder / "openbao.log", f"{self.url}/v1/sys/health", {**os.environ, "HOME": str(folder)},
        )

    def api(self, method, path, body=None):
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        asked.request(method, "/v1/" + path, json.dumps(body or {}), {"X-Vault-Token": "root"})
        answer = asked.getresponse()
        text = answer.read()
        assert answer.status in (200, 204), f"{path}: {answer.status} {text}"
        return json.loads(text) if text else {}

    def prepare(self):
        self.api("POST", "sys/mounts/transit", {"type": "transit"})
        for name, kind in (("ed25519", "ed25519"), ("p256", "ecdsa-p256"), ("rsa", "rsa-2048")):
            self.api("POST", f"transit/keys/{name}", {"type": kind})
        self.allow(True)
        token = {"policies": ["signer"], "ttl": "1h", "no_default_policy": False}
        return self.api("POST", "auth/token/create", token)["auth"]["client_token"]

    def allow(self, may):
        rule = 'path "transit/sign/*" { capabilities = ["update"] }\npath "transit/keys/*" { capabilities = ["read"] }'
        self.api("PUT", "sys/policies/acl/signer", {"policy": rule if may else 'path "nothing" { capabilities = ["deny"] }'})

    def throttle(self, rate):
        if rate:
            self.api("POST", "sys/quotas/rate-limit/signing", {"path": "transit/", "rate": rate, "interval": "2s"})
        else:
            self.api("DELETE", "sys/quotas/rate-limit/signing")


class Ministack:
    """A stand-in for AWS KMS. It takes any secret, and so do not rely on it for what requests must be: see the gate."""

    def __init__(self, services, folder):
        (self.port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{self.port}"
        home = {"GATEWAY_PORT": str(self.port), "HOME": str(folder), "SERVICES": "kms"}
        self.program = Running(
            [services / "ministack"], folder / "ministack.log", f"{self.url}/_ministack/health", {**os.environ, **home}
        )

    def create(self, spec):
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"X-Amz-Target": "TrentService.CreateKey", "Content-Type": "application/x-amz-json-1.1"}
        headers["Authorization"] = "AWS4-HMAC-SHA256 Credential=x/20300101/eu-north-1/kms/aws4_request, Signature=x"
        asked.request("POST", "/", json.dumps({"KeySpec": spec, "KeyUsage": "SIGN_VERIFY"}), headers)
        return json.loads(asked.getresponse().read())["KeyMetadata"]["KeyId"]


def pem(key):
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


class Google:
    """What of Google Cloud KMS is documented for asymmetric signing, and the metadata server of a machine."""

    NAME = "projects/tuf/locations/europe-north1/keyRings/tuf/cryptoKeys/online/cryptoKeyVersions/1"

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())

    def handler(double):
        class Api(Handler):
            def answer(self):
                body = self.body()
                path = self.path.split("?")[0]
                if path == "/computeMetadata/v1/instance/service-accounts/default/token":
                    assert self.headers["Metadata-Flavor"] == "Google"
                    self.tell(200, {"access_token": "google", "expires_in": 3599, "token_type": "Bearer"})
                elif self.headers.get("Authorization", "Bearer google") != "Bearer google":
                    self.tell(401, {"error": {"code": 401, "status": "UNAUTHENTICATED", "message": "no"}})
                elif path == f"/v1/{double.NAME}/publicKey":
                    told = {"pem": pem(double.key), "algorithm": "EC_SIGN_P256_SHA256", "name": double.NAME}
                    self.tell(200, told, [("Content-Type", "application/json")])
                elif path == f"/v1/{double.NAME}:asymmetricSign":
                    digest = base64.b64decode(json.loads(body)["digest"]["sha256"])
                    signature = base64.b64encode(double.key.sign(digest, P256)).decode()
                    self.tell(200, {"signature": signature, "name": double.NAME}, [("Content-Type", "application/json")])
                else:
                    self.tell(404, {"error": {"code": 404, "status": "NOT_FOUND", "message": path}})

        return Api


class Azure:
    """What of Azure Key Vault is documented for keys and signing, and the authority that gives tokens."""

    PATH = "/keys/online/0123456789abcdef0123456789abcdef"

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())

    def handler(double):
        class Api(Handler):
            def answer(self):
                body = self.body()
                path = self.path.split("?")[0]
                if path.endswith("/oauth2/v2.0/token"):
                    assert b"client_assertion=of+the+pod" in body, body
                    self.tell(200, {"access_token": "azure", "expires_in": 3599, "token_type": "Bearer"})
                elif self.headers.get("Authorization") != "Bearer azure":
                    challenge = 'Bearer authorization="https://login.microsoftonline.com/t", resource="https://vault.azure.net"'
                    self.tell(401, {"error": {"code": "Unauthorized"}}, [("WWW-Authenticate", challenge)])
                elif path == double.PATH:
                    self.tell(200, {"key": double.jwk(self.headers["Host"]), "attributes": {"enabled": True}},
                              [("Content-Type", "application/json")])
                elif path == double.PATH + "/sign":
                    asked = json.loads(body)
                    assert asked["alg"] == "ES256"
                    der = double.key.sign(decode(asked["value"]), P256)
                    r, s = utils.decode_dss_signature(der)
                    value = encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
                    self.tell(200, {"kid": double.kid(self.headers["Host"]), "value": value},
                              [("Content-Type", "application/json")])
                else:
                    self.tell(404, {"error": {"code": "KeyNotFound", "message": path}})

        return Api

    def kid(self, host):
        return f"https://{host}{self.PATH}"

    def jwk(self, host):
        point = self.key.public_key().public_numbers()
        return {
            "kid": self.kid(host), "kty": "EC", "crv": "P-256", "key_ops": ["sign", "verify"],
            "x": encode(point.x.to_bytes(32, "big")), "y": encode(point.y.to_bytes(32, "big")),
        }


def encode(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def tls(folder):
    """TLS with a certificate of our own: Azure's client sends tokens over nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256())
    )
    file = folder / "azure.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
