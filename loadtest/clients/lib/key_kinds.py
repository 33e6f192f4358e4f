"""Which TUF client verifies which kind of key: a small repository for each, looked at by each client.

Arguments: a folder for the repositories, the document with the tables, and the clients' commands as JSON.
"""

import base64
import hashlib
import json
import pathlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from holders import in_days
from securesystemslib.formats import encode_canonical
from service import serving_files
from users import LOOK_LIMIT, User

PATH = "d/file"
DIGESTS = {"224": hashes.SHA224(), "256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
CURVES = {"256": ec.SECP256R1(), "384": ec.SECP384R1(), "521": ec.SECP521R1()}
CURVE_DIGESTS = {"256": hashes.SHA256(), "384": hashes.SHA384(), "521": hashes.SHA512()}

# What the key is for; in "beside" it stands in root.keys, and nobody needs its signature.
PLACES = ("root", "online", "delegation", "beside")
LIMITED = {"sigstore-java": ("root", "online", "beside")}  # it knows no delegations

# Programs that look at all repositories in one run, and whether they are told folders or addresses.
AT_ONCE = {"sigstore-java": "address", "tough": "folder"}


def canonical(value):
    return encode_canonical(value).encode()


class Pair:
    """A key pair of one kind: what stands in metadata, and how it signs."""

    def __init__(self, public, sign, hashed=("keytype", "scheme", "keyval")):
        self.key = public
        self._sign = sign
        self.id = hashlib.sha256(canonical({name: public[name] for name in hashed})).hexdigest()

    def sign(self, signed):
        return {"keyid": self.id, "sig": self._sign(canonical(signed)).hex()}


def pem(private):
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    return private.public_key().public_bytes(serialization.Encoding.PEM, spki).decode()


def public(keytype, scheme, value, **more):
    return {"keytype": keytype, "scheme": scheme, "keyval": {"public": value}, **more}


def ed25519_pair():
    private = ed25519.Ed25519PrivateKey.generate()
    return Pair(public("ed25519", "ed25519", private.public_key().public_bytes_raw().hex()), private.sign)


def named_pair(id_of_all):
    """With a member of RSTUF's. The keyid is the hash of the whole key, or of what the specification names."""
    pair = ed25519_pair()
    named = {**pair.key, "x-rstuf-key-name": "a holder"}
    return Pair(named, pair._sign, tuple(named)) if id_of_all else Pair(named, pair._sign)


def ecdsa_pair(bits, keytype="ecdsa", text=pem):
    private = ec.generate_private_key(CURVES[bits])
    scheme = f"ecdsa-sha2-nistp{bits}"
    sign = lambda message: private.sign(message, ec.ECDSA(CURVE_DIGESTS[bits]))
    return Pair(public(keytype or scheme, scheme, text(private)), sign)


RSA = {}


def rsa_private(bits):
    if bits not in RSA:
        RSA[bits] = rsa.generate_private_key(65537, bits)
    return RSA[bits]


def pss_pair(digest, bits=2048, text=pem):
    private, algorithm = rsa_private(bits), DIGESTS[digest]
    how = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)
    return Pair(
        public("rsa", f"rsassa-pss-sha{digest}", text(private)),
        lambda message: private.sign(message, how, algorithm),
    )


def pkcs1_pair(digest):
    private = rsa_private(2048)
    return Pair(
        public("rsa", f"rsa-pkcs1v15-sha{digest}", pem(private)),
        lambda message: private.sign(message, padding.PKCS1v15(), DIGESTS[digest]),
    )


def without_newline(private):
    return pem(private).rstrip("\n")


def with_crlf(private):
    return pem(private).replace("\n", "\r\n")


def in_one_line(private):
    lines = pem(private).splitlines()
    return "\n".join([lines[0], "".join(lines[1:-1]), lines[-1], ""])


def without_breaks(private):
    return pem(private).replace("\n", "")


def pkcs1_pem(private):
    form = serialization.PublicFormat.PKCS1
    return private.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def point_hex(private):
    form = serialization.PublicFormat.UncompressedPoint
    return private.public_key().public_bytes(serialization.Encoding.X962, form).hex()


def pss_pem(private):
    """The key as an RSASSA-PSS one (RFC 4055), which differs in the algorithm's number only."""
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    der = private.public_key().public_bytes(serialization.Encoding.DER, spki)
    plain, pss = bytes.fromhex("300d06092a864886f70d0101010500"), bytes.fromhex("300b06092a864886f70d01010a")
    assert plain in der and der[:2] == b"\x30\x82"
    body = der[4:].replace(plain, pss, 1)
    text = base64.encodebytes(b"\x30\x82" + len(body).to_bytes(2, "big") + body).decode().replace("\n", "")
    lines = "\n".join(text[at : at + 64] for at in range(0, len(text), 64))
    return f"-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n"


KINDS = {
    "ed25519 | ed25519": ed25519_pair,
    "ecdsa | ecdsa-sha2-nistp256": lambda: ecdsa_pair("256"),
    "ecdsa | ecdsa-sha2-nistp384": lambda: ecdsa_pair("384"),
    "ecdsa | ecdsa-sha2-nistp521": lambda: ecdsa_pair("521"),
    "ecdsa-sha2-nistp256 | ecdsa-sha2-nistp256": lambda: ecdsa_pair("256", keytype=None),
    "ecdsa-sha2-nistp384 | ecdsa-sha2-nistp384": lambda: ecdsa_pair("384", keytype=None),
    "ecdsa-sha2-nistp521 | ecdsa-sha2-nistp521": lambda: ecdsa_pair("521", keytype=None),
    **{f"rsa | rsassa-pss-sha{digest}": lambda digest=digest: pss_pair(digest) for digest in DIGESTS},
    **{f"rsa | rsa-pkcs1v15-sha{digest}": lambda digest=digest: pkcs1_pair(digest) for digest in DIGESTS},
}
FORMS = {
    **{f"rsa | rsassa-pss-sha256, {bits} bits": lambda bits=bits: pss_pair("256", bits) for bits in (3072, 4096, 8192)},
    "rsa | rsassa-pss-sha256, PEM without a final line feed": lambda: pss_pair("256", text=without_newline),
    "rsa | rsassa-pss-sha256, PEM with CRLF": lambda: pss_pair("256", text=with_crlf),
    "rsa | rsassa-pss-sha256, PEM with one long line": lambda: pss_pair("256", text=in_one_line),
    "rsa | rsassa-pss-sha256, PEM without line feeds": lambda: pss_pair("256", text=without_breaks),
    "rsa | rsassa-pss-sha256, PEM of PKCS#1": lambda: pss_pair("256", text=pkcs1_pem),
    "rsa | rsassa-pss-sha256, PEM that says RSASSA-PSS": lambda: pss_pair("256", text=pss_pem),
    "ecdsa | ecdsa-sha2-nistp256, PEM without a final line feed": lambda: ecdsa_pair("256", text=without_newline),
    "ecdsa | ecdsa-sha2-nistp256, PEM with CRLF": lambda: ecdsa_pair("256", text=with_crlf),
    "ecdsa | ecdsa-sha2-nistp256, PEM with one long line": lambda: ecdsa_pair("256", text=in_one_line),
    "ecdsa | ecdsa-sha2-nistp256, PEM without line feeds": lambda: ecdsa_pair("256", text=without_breaks),
    "ecdsa | ecdsa-sha2-nistp256, point in hexadecimal": lambda: ecdsa_pair("256", text=point_hex),
    "ed25519 | ed25519, with a name, keyid without it": lambda: named_pair(id_of_all=False),
    "ed25519 | ed25519, with a name, keyid of all": lambda: named_pair(id_of_all=True),
}


class Tree:
    """One repository: two roots, the other top-level roles and one delegated role."""

    def __init__(self, folder, place, pair):
        self.folder = folder
        folder.mkdir(parents=True)
        root, online = ed25519_pair(), ed25519_pair()
        if place == "root":
            root = pair
        if place == "online":
            online = pair
        delegate = pair if place == "delegation" else online
        keys = {one.id: one.key for one in (root, online, *([pair] if place == "beside" else []))}
        by = lambda *signers: {"keyids": [one.id for one in signers], "threshold": 1}
        roles = {"timestamp": by(online), "snapshot": by(online), "targets": by(online)}
        roles["root"] = by(root, pair) if place == "beside" else by(root)
        for version in (1, 2):
            signed = {"_type": "root", "consistent_snapshot": True, "keys": keys, "roles": roles}
            self._write(f"{version}.root.json", {**signed, "version": version}, root)
        role = {"name": "d", "terminating": True, "paths": ["d/*"], **by(delegate)}
        delegations = {"keys": {delegate.id: delegate.key}, "roles": [role]}
        self._write("1.d.json", {"_type": "targets", "targets": {PATH: self._file()}}, delegate)
        self._write("1.targets.json", {"_type": "targets", "targets": {}, "delegations": delegations}, online)
        meta = {"targets.json": {"version": 1}, "d.json": {"version": 1}}
        self._write("1.snapshot.json", {"_type": "snapshot", "meta": meta}, online)
        self._write("timestamp.json", {"_type": "timestamp", "meta": {"snapshot.json": {"version": 1}}}, online)

    def _file(self):
        return {"length": 1, "hashes": {"sha256": hashlib.sha256(b"x").hexdigest()}}

    def _write(self, name, signed, signer):
        whole = {"spec_version": "1.0.31", "version": 1, "expires": in_days(30), **signed}
        (self.folder / name).write_text(json.dumps({"signatures": [signer.sign(whole)], "signed": whole}))


def looked(command, name, tree, url):
    """Empty, or what the client says against the repository."""
    user = User(name, command, tree.folder / name, tree.folder / "1.root.json")
    seen = user.look(url, url, [PATH])
    return seen if isinstance(seen, str) else "" if PATH in seen else f"{PATH} was not found"


def looked_at_once(name, command, trees, base):
    """The same from a program that looks at all repositories: {folder: what it says}."""
    by_folder = AT_ONCE[name] == "folder"
    words = [str(tree.folder) if by_folder else f"{tree.folder}={base}/{tree.folder.name}/" for tree in trees]
    done = subprocess.run(
        [*command, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LOOK_LIMIT * 5
    )
    assert done.returncode == 0, f"{name} ended with {done.returncode}: {done.stderr[-2000:]}"
    said = json.loads(done.stdout.strip().splitlines()[-1])
    return [said[str(tree.folder)] for tree in trees]


def survey(run, clients, kinds):
    """{client: {kind: {place: complaint}}}."""
    trees = {}
    for number, (kind, make) in enumerate(kinds.items()):
        for place in PLACES:
            trees[kind, place] = Tree(run / f"{number}-{place}", place, make())
    results = {}
    with serving_files(run) as base, ThreadPoolExecutor(2) as pool:
        for name, command in clients.items():
            print(f"   {name} looks at {len(trees)} repositories", flush=True)
            asked = [one for one in trees if one[1] in LIMITED.get(name, PLACES)]
            there = [trees[one] for one in asked]
            if name in AT_ONCE:
                answers = looked_at_once(name, command, there, base)
            else:
                look = lambda tree: looked(command, name, tree, f"{base}/{tree.folder.name}")
                answers = list(pool.map(look, there))
            results[name] = {kind: {} for kind in kinds}
            for (kind, place), answer in zip(asked, answers):
                results[name][kind][place] = answer
    return results


def cell(found):
    """How a client does with a kind: yes, no, no in some places, or not even beside others."""
    failed = [place for place, said in found.items() if said]
    if "beside" in failed:
        return "refuses the root"
    if not failed:
        return "yes"
    return "no" if len(failed) == len(found) - 1 else "no: " + ", ".join(failed)


def table(results, kinds):
    yield "| key type | scheme | " + " | ".join(results) + " |"
    yield "|---" * (len(results) + 2) + "|"
    for kind in kinds:
        yield f"| {kind} | " + " | ".join(cell(found[kind]) for found in results.values()) + " |"


def documented(file):
    """{client: {kind: cell}} of the tables in a document."""
    cells, titles = {}, []
    for line in file.read_text().splitlines():
        words = [word.strip() for word in line.strip("|").split("|")]
        if line.startswith("| key type"):
            titles = words[2:]
        elif line.startswith("| "):
            for title, word in zip(titles, words[2:]):
                cells.setdefault(title, {})[" | ".join(words[:2])] = word
    return cells


def main():
    run, document, clients = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), json.loads(sys.argv[3])
    results = survey(run, clients, {**KINDS, **FORMS})
    for name, kinds in results.items():
        print(f"\n== what {name} says")
        for kind, found in kinds.items():
            for place, said in found.items():
                if said:
                    print(f"   {kind}, {place}: {said[:160]}")
    print("\n".join(["", *table(results, KINDS), "", *table(results, FORMS), ""]))
    known = documented(document)
    others = [
        f"{kind}: {name}: {cell(found)} (expected: {known.get(name, {}).get(kind)}, as {document.name} says)"
        for name, kinds in results.items()
        for kind, found in kinds.items()
        if cell(found) != known.get(name, {}).get(kind)
    ]
    print("\n".join(others) or f"PASS: {', '.join(results)} do what {document.name} says")
    return 1 if others else 0


if __name__ == "__main__":
    sys.exit(main())
