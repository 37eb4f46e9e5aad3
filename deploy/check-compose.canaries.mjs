/** One way to break each rule of check-compose.mjs, and a part of what it must then say. */
export const canaries = [
  {
    title: 'a key that no version of Compose knows',
    expect: 'schema: ',
    breakIt: c => Object.assign(c.services.hub, { imagee: 'x' }),
  },
  {
    title: 'a memory limit of the wrong kind',
    expect: 'schema: ',
    breakIt: c => Object.assign(c.services.hub.deploy.resources.limits, { memory: true }),
  },
  {
    title: 'a service without a health check',
    expect: 'hub: has no healthcheck',
    breakIt: c => {
      delete c.services.hub.healthcheck;
    },
  },
  {
    title: 'a one-shot that stays up',
    expect: 'migrate: has no healthcheck',
    breakIt: c => Object.assign(c.services.migrate, { restart: 'always' }),
  },
  {
    title: 'a published database',
    expect: 'postgres-primary: only the proxy',
    breakIt: c => Object.assign(c.services['postgres-primary'], { ports: ['5432:5432'] }),
  },
  {
    title: 'a service run as root',
    expect: 'redis: runs as root',
    breakIt: c => Object.assign(c.services.redis, { user: '0:0' }),
  },
  {
    title: 'a service with no user',
    expect: 'redis: runs as root',
    breakIt: c => {
      delete c.services.redis.user;
    },
  },
  {
    title: 'a writable root without a reason',
    expect: 'kafka: root is writable',
    breakIt: c => {
      delete c.services.kafka['x-writable-root'];
    },
  },
  {
    title: 'a capability',
    expect: 'proxy: keeps capabilities',
    breakIt: c => Object.assign(c.services.proxy, { cap_add: ['NET_ADMIN'] }),
  },
  {
    title: 'new privileges',
    expect: 'proxy: may gain',
    breakIt: c => {
      delete c.services.proxy.security_opt;
    },
  },
  {
    title: 'the network of the host',
    expect: 'hub: leaves its own',
    breakIt: c => Object.assign(c.services.hub, { network_mode: 'host' }),
  },
  {
    title: 'no limits',
    expect: 'hub: has no limit',
    breakIt: c => {
      delete c.services.hub.deploy;
    },
  },
  {
    title: 'an image without a version',
    expect: 'redis: image has no version',
    breakIt: c => Object.assign(c.services.redis, { image: 'redis:latest' }),
  },
  {
    title: 'the default network',
    expect: 'hub: is on the default',
    breakIt: c => {
      delete c.services.hub.networks;
    },
  },
  {
    title: 'the socket of Docker',
    expect: 'hub: mounts a folder',
    breakIt: c => Object.assign(c.services.hub, { volumes: ['/var/run/docker.sock:/var/run/docker.sock'] }),
  },
  {
    title: 'a password in the environment',
    expect: 'POSTGRES_PASSWORD holds a secret',
    breakIt: c =>
      Object.assign(c.services['postgres-primary'].environment, { POSTGRES_PASSWORD: 'postgres' }),
  },
  {
    title: 'a default secret',
    expect: 'hub: has a default secret',
    breakIt: c => Object.assign(c.services.hub, { labels: { a: '$' + '{HUB_PASSWORD:-changeme}' } }),
  },
  {
    title: 'a password in an address',
    expect: 'hub: has a password in an address',
    breakIt: c => Object.assign(c.services.hub.environment, { TAPCLOCK_DATABASE_URL: 'postgres://a:b@c/d' }),
  },
  {
    title: 'an open inner network',
    expect: 'network data: is not internal',
    breakIt: c => Object.assign(c.networks, { data: {} }),
  },
  {
    title: 'another service at the edge',
    expect: 'hub: is on the edge',
    breakIt: c => c.services.hub.networks.push('edge'),
  },
  {
    title: 'a secret from somewhere else',
    expect: 'secret hub: is no file',
    breakIt: c => Object.assign(c.secrets, { hub: { file: './README.md' } }),
  },
  {
    title: 'a configuration that is not there',
    expect: 'config mosquitto: file is not there',
    breakIt: c => Object.assign(c.configs, { mosquitto: { file: './deploy/no.conf' } }),
  },
];
