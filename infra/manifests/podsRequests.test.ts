import { expect, test } from "vitest";
import { readSettings } from "../config.ts";
import { podsRequests } from "./podsRequests.ts";
import { renderApart } from "./renderApart.ts";

const mib = 2 ** 20;
const renderSeconds = 60;
const requestsOf = async (stack: string) =>
	podsRequests(await renderApart(readSettings(stack, (key) => ({ platform: "k3s" })[key as "platform"])));

test(
	"a replica asks for what its containers and its sidecars ask for together",
	async () => {
		const requests = await requestsOf("decentral-7");
		expect(requests).toContainEqual({
			of: "StatefulSet pod",
			pods: 7,
			memoryBytes: (64 + 64 + 112) * mib,
			millicores: 40,
		});
		expect(requests.map(({ of }) => of)).toContain("Deployment observer");
	},
	renderSeconds * 1000,
);

test(
	"a stack that can't be rendered is an error, and no wait",
	async () => {
		const settings = readSettings("central-5", () => undefined);
		await expect(renderApart({ ...settings, mode: "unheard-of" })).rejects.toThrow(
			"What the stack would create can't be told: ",
		);
	},
	renderSeconds * 1000,
);
