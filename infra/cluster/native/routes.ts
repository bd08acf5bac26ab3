import { BlockList, isIPv4 } from "node:net";

/** A route as `ip -json route` prints it. */
export interface Route {
	dst: string;
	dev?: string;
}

/**
 * The routes whose destination overlaps the range `a.b.c.d/n`. The default route overlaps nothing.
 */
export function routesWithin(range: string, routes: readonly Route[]): Route[] {
	return routes.filter(({ dst }) => {
		const [address = "", prefix = "32"] = dst.split("/");
		if (!isIPv4(address) || prefix === "0") return false;
		const [ownAddress = "", ownPrefix = "32"] = range.split("/");
		// Two ranges overlap when either holds the other's first address.
		return subnet(ownAddress, ownPrefix).check(address) || subnet(address, prefix).check(ownAddress);
	});
}

function subnet(address: string, prefix: string): BlockList {
	const list = new BlockList();
	list.addSubnet(address, Number(prefix));
	return list;
}
