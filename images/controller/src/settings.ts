import * as z from "zod/mini";
import { from, observerSources, port, readEnvironment, type Variables } from "../../environment.ts";

const sources = {
	/** Namespace whose Pods are watched and labelled. */
	namespace: from("WATCH_NAMESPACE", z.string("the namespace of the Pods")),
	/** Label selector of those Pods. */
	selector: from("SELECTOR", z._default(z.string(), "app.kubernetes.io/name=replica")),
	...observerSources,
	/** What replicas show who ask for their role. */
	token: from("CONTROLLER_TOKEN", z.string("the secret that replicas show")),
	host: from("HOST", z._default(z.string(), "0.0.0.0")),
	port: from("PORT", z._default(port, 32_300)),
};

/** @throws Error that says what is wrong */
export const readSettings = (variables: Variables) => readEnvironment(sources, variables);
