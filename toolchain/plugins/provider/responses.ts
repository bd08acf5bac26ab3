import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import type { DiffResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import anyMessages from "google-protobuf/google/protobuf/any_pb.js";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";
import { formatPath } from "./changes.ts";
import { type Difference, Unfinished } from "./resources.ts";

const KINDS = {
	add: messages.PropertyDiff.Kind.ADD,
	update: messages.PropertyDiff.Kind.UPDATE,
	delete: messages.PropertyDiff.Kind.DELETE,
};
const REPLACING_KINDS = {
	add: messages.PropertyDiff.Kind.ADD_REPLACE,
	update: messages.PropertyDiff.Kind.UPDATE_REPLACE,
	delete: messages.PropertyDiff.Kind.DELETE_REPLACE,
};

/** The engine's form of a difference, with every changed leaf, so that the engine can apply `replaceOnChanges` to it. */
export function diffResponse(difference: Difference): DiffResponse {
	const response = new messages.DiffResponse();
	response.setChanges(
		difference.changes.length > 0
			? messages.DiffResponse.DiffChanges.DIFF_SOME
			: messages.DiffResponse.DiffChanges.DIFF_NONE,
	);
	response.setDeletebeforereplace(difference.deleteBeforeReplace);
	response.setHasdetaileddiff(true);
	const changedFields = new Set<string>();
	for (const change of difference.changes) {
		const path = formatPath(change.path);
		changedFields.add(String(change.path[0]));
		const replaces = difference.replaces(change);
		if (replaces) response.addReplaces(path);
		const detail = new messages.PropertyDiff();
		detail.setKind((replaces ? REPLACING_KINDS : KINDS)[change.kind]);
		detail.setInputdiff(true);
		response.getDetaileddiffMap().set(path, detail);
	}
	response.setDiffsList([...changedFields]);
	return response;
}

/**
 * An error as a gRPC status. One about an unfinished resource carries the resource, so that the engine keeps it; its
 * outputs and inputs must already be in the engine's form.
 */
export function rpcError(error: unknown): Partial<ServiceError> {
	const message = error instanceof Error ? error.message : String(error);
	const metadata = new Metadata();
	if (error instanceof Unfinished) {
		const unfinished = new messages.ErrorResourceInitFailed();
		unfinished.setId(error.id);
		unfinished.setProperties(
			// biome-ignore lint/suspicious/noExplicitAny: the library's own type of a JSON value isn't exported
			structMessages.Struct.fromJavaScript(error.outputs as any),
		);
		if (error.inputs !== undefined)
			unfinished.setInputs(
				// biome-ignore lint/suspicious/noExplicitAny: the library's own type of a JSON value isn't exported
				structMessages.Struct.fromJavaScript(error.inputs as any),
			);
		unfinished.setReasonsList([message]);
		const detail = new anyMessages.Any();
		detail.pack(
			unfinished.serializeBinary(),
			"pulumirpc.ErrorResourceInitFailed",
		);
		const full = new statusMessages.Status();
		full.setCode(status.UNKNOWN);
		full.setMessage(message);
		full.addDetails(detail);
		metadata.add(
			"grpc-status-details-bin",
			Buffer.from(full.serializeBinary()),
		);
	}
	return { code: status.UNKNOWN, message, details: message, metadata };
}
