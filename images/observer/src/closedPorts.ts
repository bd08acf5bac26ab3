import { connect } from "node:net";

const waitSeconds = 1;

/**
 * Those of the ports (`host:port`) that can be reached from here, though they are said to be closed to everybody but
 * their own: whether a network enforces its policies shows only by trying.
 */
export async function openOnes(ports: readonly string[]): Promise<string[]> {
	const open = await Promise.all(ports.map(accepts));
	return ports.filter((_, i) => open[i]);
}

function accepts(port: string): Promise<boolean> {
	const colon = port.lastIndexOf(":");
	return new Promise((resolve) => {
		const socket = connect({
			host: port.slice(0, colon),
			port: Number(port.slice(colon + 1)),
		});
		const end = (accepted: boolean) => {
			socket.destroy();
			resolve(accepted);
		};
		socket.once("connect", () => end(true));
		socket.once("error", () => end(false));
		socket.setTimeout(waitSeconds * 1000, () => end(false));
	});
}
