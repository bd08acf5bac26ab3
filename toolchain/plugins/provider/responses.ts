import type { DiffResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import { formatPath } from "./changes.ts";
import type { Difference } from "./resources.ts";

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

/**
 * The engine's form of a difference, with every changed leaf, so that the engine can apply
 * `replaceOnChanges` to it.
 */
export function diffResponse(difference: Difference): DiffResponse {
	const response = new messages.DiffResponse();
	response.setChanges(
		difference.changes.length > 0
			? messages.DiffResponse.DiffChanges.DIFF_SOME
			: messages.DiffResponse.DiffChanges.DIFF_NONE,
	);
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
