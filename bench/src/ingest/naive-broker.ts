import { createServer } from 'node:net';
import { Aedes } from 'aedes';

/** A broker of its own for the naive consumer: aedes as in the hub, with nothing attached. Sends its port to the parent. */
const broker = await Aedes.createBroker();
const server = createServer(broker.handle);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.({ port: address.port });
});
process.on('disconnect', () => process.exit(0));
