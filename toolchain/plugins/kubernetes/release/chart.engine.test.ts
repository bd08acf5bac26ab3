import { execFileSync } from "node:child_process";
import {
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	expect,
	test,
} from "vitest";
import { toolPath } from "../../test/project.ts";
import { chartFinder } from "./chart.ts";
import { type Helm, helmCli } from "./helm.ts";

const buoy = join(import.meta.dirname, "fixtures/charts/buoy");
const folder = mkdtempSync(join(tmpdir(), "chart-repository-"));
const signal = new AbortController().signal;
const login = { username: "sailor", password: "open-sesame" };

let server: Server;
let repository: string;
/** Paths that were asked for. */
let asked: string[] = [];
let wanted: typeof login | undefined;
let helm: Helm;
let calls: string[] = [];

beforeAll(async () => {
	toolPath("helm");
	server = createServer((request, response) => {
		asked.push(String(request.url));
		const { username, password } = wanted ?? {};
		const basic = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
		if (wanted && request.headers.authorization !== basic)
			return response.writeHead(401).end();
		const file = join(folder, basename(String(request.url)));
		if (!existsSync(file)) return response.writeHead(404).end();
		response.end(readFileSync(file));
	});
	await new Promise<void>((resolve) =>
		server.listen(0, "127.0.0.1", () => resolve()),
	);
	repository = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	execFileSync("helm", ["package", buoy, "--destination", folder]);
	execFileSync("helm", ["repo", "index", folder, "--url", repository]);
});
afterAll(() => {
	server?.close();
	rmSync(folder, { recursive: true });
});
beforeEach(() => {
	asked = [];
	wanted = undefined;
	calls = [];
	const real = helmCli();
	helm = {
		folder: real.folder,
		call(call) {
			calls.push(call.args.join(" "));
			return real.call(call);
		},
	};
});

afterEach(() => rmSync(helm.folder, { recursive: true }));

const refused = (choice: Parameters<ReturnType<typeof chartFinder>>[0]) =>
	chartFinder(helm)(choice, signal).then(
		() => "",
		(error) => error.message,
	);

test("a chart is pulled from its repository in its version, and only once", async () => {
	const find = chartFinder(helm);
	const choice = {
		chart: "buoy",
		version: "0.1.0",
		repositoryOpts: { repo: repository },
	};
	const path = await find(choice, signal);
	expect(basename(path)).toBe("buoy-0.1.0.tgz");
	expect(existsSync(path)).toBe(true);
	expect(await find(choice, signal)).toBe(path);
	expect(asked).toEqual(["/index.yaml", "/buoy-0.1.0.tgz"]);
});

test("a repository that wants a password gets it, and no command line does", async () => {
	wanted = login;
	const repositoryOpts = { repo: repository, ...login };
	const path = await chartFinder(helm)(
		{ chart: "buoy", version: "0.1.0", repositoryOpts },
		signal,
	);
	expect(basename(path)).toBe("buoy-0.1.0.tgz");
	expect(calls.join("\n")).not.toContain(login.password);
	const left = readdirSync(helm.folder, {
		recursive: true,
		withFileTypes: true,
	})
		.filter((entry) => entry.isFile())
		.map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
	expect(left.join("\n")).not.toContain(login.password);
});

test("a wrong password, a chart and a version that aren't there are told in one sentence", async () => {
	const from = { repo: repository };
	expect(await refused({ chart: "raft", repositoryOpts: from })).toBe(
		`The chart repository ${repository} has no chart raft: look at its name and version.`,
	);
	expect(
		await refused({ chart: "buoy", version: "9.9.9", repositoryOpts: from }),
	).toBe(
		`The chart repository ${repository} has no chart buoy 9.9.9: look at its name and version.`,
	);
	wanted = login;
	const wrong = { ...from, ...login, password: "sesame-open" };
	const said = await refused({ chart: "buoy", repositoryOpts: wrong });
	expect(said).toBe(
		`The chart repository ${repository} can't be reached, or refuses username and password of repositoryOpts.`,
	);
});

test("what failed once is tried again", async () => {
	const find = chartFinder(helm);
	const choice = { chart: "buoy", repositoryOpts: { repo: repository } };
	wanted = login;
	await expect(find(choice, signal)).rejects.toThrow("401");
	wanted = undefined;
	expect(basename(await find(choice, signal))).toBe("buoy-0.1.0.tgz");
});

test("an archive by its address, and one that lies here, need no repository", async () => {
	const find = chartFinder(helm);
	const archive = join(folder, "buoy-0.1.0.tgz");
	expect(await find({ chart: archive }, signal)).toBe(archive);
	expect(
		basename(await find({ chart: `${repository}/buoy-0.1.0.tgz` }, signal)),
	).toBe("buoy-0.1.0.tgz");
});
