import { isOpen } from "../../openPort.ts";

/**
 * Those of the ports (`host:port`) that can be reached from here, though they are said to be closed
 * to everybody but their own: whether a network enforces its policies shows only by trying.
 */
export async function openOnes(ports: readonly string[]): Promise<string[]> {
	const open = await Promise.all(
		ports.map((each) => {
			const colon = each.lastIndexOf(":");
			return isOpen(each.slice(0, colon), Number(each.slice(colon + 1)));
		}),
	);
	return ports.filter((_, i) => open[i]);
}
