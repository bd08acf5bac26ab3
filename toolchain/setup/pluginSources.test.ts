import { expect, test } from "vitest";
import { withoutTypes } from "./pluginSources.ts";

const kinds = ({ imports, secret }: { imports: string; secret: string }) => `package v2

import (
	"fmt"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/apiextensions"
${imports}	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func RegisterResource(ctx *pulumi.Context, apiVersion, kind string) (pulumi.CustomResource, error) {
	switch fmt.Sprintf("%s/%s", apiVersion, kind) {
	case "v1/Secret":
		var res ${secret}
		err := ctx.RegisterResource("kubernetes:core/v1:Secret", &res)
		return &res, err
	default:
		var res apiextensions.CustomResource
		err := ctx.RegisterResource(fmt.Sprintf("kubernetes:%s:%s", apiVersion, kind), &res)
		return &res, err
	}
}
`;

test("every kind is registered by its own name, and its answer taken as that of a kind without a type", () => {
	const types = ["apiextensions/v1", "core/v1"].map(
		(group) => `\t${group.replace("/", "")} "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/${group}"\n`,
	);
	expect(withoutTypes(kinds({ imports: types.join(""), secret: "corev1.Secret" }))).toBe(
		kinds({ imports: "", secret: "apiextensions.CustomResource" }),
	);
});

test("an SDK that looks otherwise is told", () => {
	expect(() => withoutTypes("package v2\n")).toThrow("isn't as it was");
});
