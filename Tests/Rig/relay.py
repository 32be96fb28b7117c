"""A wire between the service and somebody: it can go dead without a word, as networks do."""

import asyncio


class Relay:
    def __init__(self, port):
        self.target, self.port, self.frozen, self.wires, self.listener = port, 0, set(), set(), None

    async def start(self):
        self.listener = await asyncio.start_server(self.accept, "127.0.0.1", 0)
        self.port = self.listener.sockets[0].getsockname()[1]
        return self

    async def accept(self, reader, writer):
        try:
            other_reader, other_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        wire = object()
        self.wires.add(wire)
        try:
            await asyncio.gather(self.pump(wire, reader, other_writer), self.pump(wire, other_reader, writer))
        except asyncio.CancelledError:
            # The scenario is over.
            writer.transport.abort()
        self.wires.discard(wire)

    async def pump(self, wire, reader, writer):
        try:
            while data := await reader.read(65536):
                if wire in self.frozen:
                    continue
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        # The end of a dead wire is not told to the other side either.
        if wire not in self.frozen:
            writer.close()

    def freeze(self):
        """All wires that are there go dead; new ones work."""
        self.frozen |= self.wires
        return len(self.wires)

    def close(self):
        self.listener.close()
