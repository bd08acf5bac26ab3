import { connect } from "node:net";

/** Whether somebody takes a connection there, within a second. */
export function isOpen(host: string, port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect({ host, port });
		const end = (accepted: boolean) => {
			socket.destroy();
			resolve(accepted);
		};
		socket.once("connect", () => end(true));
		socket.once("error", () => end(false));
		socket.setTimeout(1000, () => end(false));
	});
}
