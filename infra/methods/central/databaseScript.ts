/**
 * What the Job runs that makes a run's database: a module for Node, which needs nothing but its environment (URL, DATABASE, NODES,
 * COUCHDB_USER, COUCHDB_PASSWORD, and FINISH where nobody else finishes the cluster) and ends once the database is there.
 *
 * A node that hasn't joined the cluster yet would make the database for itself alone (couchdb#5998), so the one that is
 * asked has to know all nodes first; membership and making go over one connection, so to one node. A store that knows no
 * membership is no cluster.
 */
export const databaseScript = `
import { request, Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
const { URL: base, DATABASE, NODES, FINISH, COUCHDB_USER, COUCHDB_PASSWORD } = process.env;
const auth = COUCHDB_USER + ":" + COUCHDB_PASSWORD;

function ask(agent, method, path, body) {
	const headers = body === undefined ? {} : { "content-type": "application/json" };
	return new Promise((resolve, reject) => {
		request(base + path, { agent, method, auth, headers, timeout: 10_000 }, (answer) => {
			let text = "";
			answer.setEncoding("utf8");
			answer.on("data", (chunk) => (text += chunk));
			answer.on("end", () => resolve({ status: answer.statusCode, text }));
			answer.on("error", reject);
		})
			.on("timeout", function () { this.destroy(new Error("no answer within 10 s")); })
			.on("error", reject)
			.end(body);
	});
}

// It makes what it needs itself, which shows better than its answer whether it is finished: it refuses to be so twice.
async function finish(agent) {
	const { status } = await ask(agent, "POST", "/_cluster_setup", '{"action":"finish_cluster"}');
	const users = await ask(agent, "GET", "/_users");
	return users.status === 200 ? null : "finishing the cluster is answered with " + status;
}

async function make(agent) {
	const membership = await ask(agent, "GET", "/_membership");
	if (membership.status !== 404) {
		if (membership.status !== 200) return "the membership is answered with " + membership.status;
		const { all_nodes, cluster_nodes } = JSON.parse(membership.text);
		const known = Math.min(all_nodes.length, cluster_nodes.length);
		if (known < Number(NODES)) return "a node knows " + known + " of " + NODES + " nodes";
	}
	const unfinished = FINISH ? await finish(agent) : null;
	if (unfinished !== null) return unfinished;
	const path = "/" + encodeURIComponent(DATABASE);
	const { status } = await ask(agent, "PUT", path);
	// 202: too few nodes have it yet.
	if (status === 201) return null;
	if (status !== 412) return "making it is answered with " + status;
	// It is there already, says one node; whether enough of them can read from it is asked.
	const read = await ask(agent, "GET", path);
	return read.status === 200 ? null : "reading it is answered with " + read.status;
}

for (;;) {
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const problem = await make(agent).catch((error) => error.message);
	agent.destroy();
	if (problem === null) break;
	console.error("The database " + DATABASE + " isn't there yet: " + problem + ".");
	await sleep(1000);
}
console.log("the database " + DATABASE + " is there");
`;
