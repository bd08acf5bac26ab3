import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { registryFolder } from "../../../toolchain/debian.ts";
import { createAuthority } from "../native/certificates.ts";

/** A real image registry, whose certificate an authority of its own has signed. */
export interface RegistryServer {
	/** `address:port`, which references of its images begin with. */
	host: string;
	/** File with the authority's certificate, PEM. */
	authority: string;
	/** Log file. */
	log: string;
	/** What was got from it so far. */
	fetches(): Fetch[];
	stop(): Promise<void>;
}

/** A part of an image that somebody got. */
export interface Fetch {
	/** Address of who got it. */
	by: string;
	/** The image's name in the registry. */
	image: string;
}

const startSeconds = 30;

/**
 * Starts Debian's docker-registry, which keeps all in a folder.
 *
 * @param address that it listens on, and that its certificate is for
 * @param port 0: any that is free
 * @throws Error with its last words when it doesn't listen within 30 s
 */
export async function startRegistry(
	folder: string,
	{
		address = "127.0.0.1",
		port = 0,
		environment = {},
	}: {
		address?: string;
		port?: number;
		environment?: Record<string, string>;
	} = {},
): Promise<RegistryServer> {
	const file = (name: string) => join(folder, name);
	mkdirSync(folder, { recursive: true });
	const authority = await createAuthority();
	const { certificate, key } = await authority.issue({
		user: "registry",
		addresses: [address],
	});
	writeFileSync(file("ca.crt"), authority.certificate);
	writeFileSync(file("registry.crt"), certificate);
	writeFileSync(file("registry.key"), key, { mode: 0o600 });
	writeFileSync(
		file("registry.yaml"),
		stringify(
			configuration({
				listen: `${address}:${port}`,
				data: file("data"),
				certificate: file("registry.crt"),
				key: file("registry.key"),
			}),
		),
	);
	const log = openSync(file("registry.log"), "a");
	const server = spawn(join(registryFolder(), "usr", "bin", "docker-registry"), ["serve", file("registry.yaml")], {
		stdio: ["ignore", log, log],
		env: { ...process.env, ...environment },
	});
	// Also when the test run itself is cut short.
	const kill = () => server.kill("SIGKILL");
	process.once("exit", kill);
	const said = () => readFileSync(file("registry.log"), "utf8");
	const host = await untilListening(server, said);
	return {
		host,
		authority: file("ca.crt"),
		log: file("registry.log"),
		fetches: () => fetchesIn(said()),
		async stop() {
			process.off("exit", kill);
			await ended(server, kill);
		},
	};
}

function configuration(at: { listen: string; data: string; certificate: string; key: string }) {
	return {
		version: 0.1,
		log: { level: "info" },
		storage: { filesystem: { rootdirectory: at.data } },
		http: {
			addr: at.listen,
			tls: { certificate: at.certificate, key: at.key },
		},
	};
}

async function untilListening(server: ChildProcess, said: () => string): Promise<string> {
	let failure = "";
	server.once("error", ({ message }) => {
		failure = message;
	});
	const deadline = Date.now() + startSeconds * 1000;
	while (Date.now() < deadline && failure === "" && server.exitCode === null) {
		const [, host] = /msg="listening on ([^,"]+), tls"/.exec(said()) ?? [];
		if (host) return host;
		await sleep(50);
	}
	server.kill("SIGKILL");
	throw new Error(
		`The registry doesn't listen after ${startSeconds} s at most (run "npx holdfast setup --tests" if it isn't there): ${failure || said().slice(-1000)}`,
	);
}

/** Lines as web servers log them, which stand between others. */
function fetchesIn(log: string): Fetch[] {
	const line = /^(\S+) - - \[[^\]]+\] "GET \/v2\/(\S+)\/(?:manifests|blobs)\/\S+ [^"]+" 200 /gm;
	return Array.from(log.matchAll(line), ([, by = "", image = ""]) => ({
		by,
		image,
	}));
}

async function ended(server: ChildProcess, kill: () => void): Promise<void> {
	if (server.exitCode !== null || server.signalCode !== null) return;
	const end = new Promise((resolve) => server.once("exit", resolve));
	kill();
	await end;
}
