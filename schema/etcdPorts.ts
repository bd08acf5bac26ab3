import type { Seat } from "./etcdPlacement.ts";

/** Where members talk to one another: etcd's own port, and one for those that are lent. */
export const memberPeerPorts: Readonly<Record<Seat, number>> = {
	own: 2380,
	lent: 2382,
};

/** Where a member takes clients, of its own Pod alone. */
export const memberClientPorts: Readonly<Record<Seat, number>> = {
	own: 2379,
	lent: 2381,
};
