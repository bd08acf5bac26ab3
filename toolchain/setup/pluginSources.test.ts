import { expect, test } from "vitest";
import { withoutTypes } from "./pluginSources.ts";

const kinds = `package v2

import (
	"fmt"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/apiextensions"
	apiextensionsv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/apiextensions/v1"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func IsListKind(apiVersion, kind string) bool {
	switch fmt.Sprintf("%s/%s", apiVersion, kind) {
	case "v1/List":
		return true
	default:
		return false
	}
}

func RegisterResource(ctx *pulumi.Context, apiVersion, kind string) (pulumi.CustomResource, error) {
	switch fmt.Sprintf("%s/%s", apiVersion, kind) {
	case "apiextensions.k8s.io/v1/CustomResourceDefinition":
		return register(&apiextensionsv1.CustomResourceDefinition{})
	case "v1/Secret":
		return register(&corev1.Secret{})
	default:
		return register(&apiextensions.CustomResource{})
	}
}
`;

test("every kind is registered as one that the SDK has no type for", () => {
	expect(withoutTypes(kinds)).toBe(`package v2

import (
	"fmt"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/apiextensions"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func IsListKind(apiVersion, kind string) bool {
	switch fmt.Sprintf("%s/%s", apiVersion, kind) {
	case "v1/List":
		return true
	default:
		return false
	}
}

func RegisterResource(ctx *pulumi.Context, apiVersion, kind string) (pulumi.CustomResource, error) {
	switch fmt.Sprintf("%s/%s", apiVersion, kind) {
	default:
		return register(&apiextensions.CustomResource{})
	}
}
`);
});

test("an SDK that looks otherwise is told", () => {
	expect(() => withoutTypes("package v2\n")).toThrow("isn't as it was");
});
