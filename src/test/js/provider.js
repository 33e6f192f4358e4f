// A provider of OpenID Connect on a free port of the loopback interface, for tests.
//
// Its first line of output is the port. Each line of input is a command: `rotate` makes another key the only one,
// `add` another one beside those there are, `stall` leaves all requests unanswered, `resume` answers again. A line of
// output says when it is done.
//
// POST /token with grant_type=client_credentials and resource=AUDIENCE gives a JWT for the audience, with the claims of the
// header X-Claims in it.
'use strict';

const http = require('node:http');
const { generateKeyPairSync, randomUUID } = require('node:crypto');
const readline = require('node:readline');

async function main() {
    const { Provider } = await import('oidc-provider');

    let keys = [];
    let provider;
    let stalled = false;
    const server = http.createServer((request, response) => {
        if (!stalled) {
            provider.callback()(request, response);
        }
    });

    function addKey() {
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        keys = [{ ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' }, ...keys];
    }

    function open() {
        provider = new Provider(`http://127.0.0.1:${server.address().port}`, {
            clients: [
                {
                    client_id: 'ci',
                    client_secret: 'secret',
                    grant_types: ['client_credentials'],
                    redirect_uris: [],
                    response_types: [],
                },
            ],
            jwks: { keys },
            cookies: { keys: [randomUUID()] },
            ttl: { ClientCredentials: 300 },
            extraTokenClaims: (ctx) => JSON.parse(ctx.req.headers['x-claims'] ?? '{}'),
            features: {
                devInteractions: { enabled: false },
                clientCredentials: { enabled: true },
                resourceIndicators: {
                    enabled: true,
                    getResourceServerInfo: (_ctx, resource) => ({
                        scope: '',
                        audience: resource,
                        accessTokenTTL: 300,
                        accessTokenFormat: 'jwt',
                        jwt: { sign: { alg: 'RS256' } },
                    }),
                },
            },
        });
    }

    const commands = {
        rotate() {
            keys = [];
            addKey();
            open();
        },
        add() {
            addKey();
            open();
        },
        stall() {
            stalled = true;
        },
        resume() {
            stalled = false;
        },
    };

    await new Promise((resolve) => server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', resolve));
    commands.rotate();
    console.log(server.address().port);
    const input = readline.createInterface({ input: process.stdin });
    input.on('line', (line) => {
        commands[line]();
        console.log(`done ${line}`);
    });
    // Whoever started this has ended.
    input.on('close', () => process.exit(0));
}

main();
