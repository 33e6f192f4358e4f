// A provider of OpenID Connect on a free port of the loopback interface, for tests.
//
// Its argument is the folder with the installed packages. Its first line of output is the port. Each line of input is a command: `rotate` makes another key the only one,
// `stall` leaves all requests unanswered, `resume` answers again, `count` does nothing. A line of output says when it is
// done, and how often keys were asked for.
//
// POST /token with grant_type=client_credentials and resource=AUDIENCE gives a JWT for the audience, with the claims of the
// header X-Claims in it.
'use strict';

const http = require('node:http');
const { generateKeyPairSync, randomUUID } = require('node:crypto');
const readline = require('node:readline');

async function main() {
    const { Provider } = await import(require.resolve('oidc-provider', { paths: [process.argv[2]] }));

    let provider;
    let stalled = false;
    let asked = 0;
    const server = http.createServer((request, response) => {
        asked += request.url === '/jwks' ? 1 : 0;
        if (!stalled) {
            provider.callback()(request, response);
        }
    });

    function newKey() {
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
    }

    function open(key) {
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
            jwks: { keys: [key] },
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
            open(newKey());
        },
        stall() {
            stalled = true;
        },
        resume() {
            stalled = false;
        },
        count() {},
    };

    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    commands.rotate();
    console.log(server.address().port);
    const input = readline.createInterface({ input: process.stdin });
    input.on('line', (line) => {
        commands[line]();
        console.log(asked);
    });
    // Whoever started this has ended.
    input.on('close', () => process.exit(0));
}

main();
