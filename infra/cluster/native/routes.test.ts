import { expect, test } from "vitest";
import { routesWithin } from "./routes.ts";

const overlapping = (...destinations: string[]) =>
	routesWithin(
		"198.19.0.0/16",
		destinations.map((dst) => ({ dst })),
	).map(({ dst }) => dst);

test("the default route and distant networks overlap nothing", () => {
	expect(overlapping("default", "0.0.0.0/0", "10.0.0.0/8", "192.168.1.7", "fe80::/64")).toEqual([]);
});

test("a range inside, a range around and a single address overlap", () => {
	expect(overlapping("198.19.4.0/24", "198.18.0.0/15", "198.19.255.2", "198.20.0.0/16")).toEqual([
		"198.19.4.0/24",
		"198.18.0.0/15",
		"198.19.255.2",
	]);
});
