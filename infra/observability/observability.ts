import type * as pulumi from "@pulumi/pulumi";
import type { ObserverTokens } from "./tokens.ts";

/** How a person gets into Grafana, as the user `admin`. */
export interface Grafana {
	/** As the host reaches it. */
	url: pulumi.Output<string>;
	/** A secret of the stack. */
	password: pulumi.Output<string>;
}

/** What watches the application, from outside its Pods. */
export interface Observability {
	/** `host:port` that the replicas send their history to. */
	recorder: string;
	/** Base URL, in the cluster, of where others send events. */
	events: string;
	/** What those show who write to the observer. */
	tokens: ObserverTokens;
	/** The observer's HTTP interface, as the host reaches it. */
	observerUrl: pulumi.Output<string>;
	/** Prometheus, as the host reaches it. */
	prometheusUrl: pulumi.Output<string>;
	/** Null: the stack has none. */
	grafana: Grafana | null;
}
