"""The official clients of Google and Azure sign with the doubles of their services: what they accept is what the services say."""

import hashlib
import sys

from azure.core.credentials import AccessToken
from azure.keyvault.keys.crypto import CryptographyClient, SignatureAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from google.auth.credentials import AnonymousCredentials
from google.cloud import kms_v1

DIGEST = hashlib.sha256(b"message").digest()


def google(endpoint, name):
    transport = kms_v1.services.key_management_service.transports.KeyManagementServiceRestTransport(
        host=endpoint.removeprefix("http://"), url_scheme="http", credentials=AnonymousCredentials()
    )
    client = kms_v1.KeyManagementServiceClient(transport=transport)
    public = serialization.load_pem_public_key(client.get_public_key(name=name).pem.encode())
    signature = client.asymmetric_sign(name=name, digest={"sha256": DIGEST}).signature
    public.verify(signature, DIGEST, ec.ECDSA(utils.Prehashed(hashes.SHA256())))


class Credential:
    def get_token(self, *_scopes, **_how):
        return AccessToken("azure", 4102444800)


def azure(key_id):
    client = CryptographyClient(key_id, Credential(), verify_challenge_resource=False, connection_verify=False)
    signed = client.sign(SignatureAlgorithm.es256, DIGEST)
    assert client.verify(SignatureAlgorithm.es256, DIGEST, signed.signature).is_valid


if __name__ == "__main__":
    google(sys.argv[1], sys.argv[2])
    azure(sys.argv[3])
    print("ok")
