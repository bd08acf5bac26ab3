// Command pulumi-resource-kubernetes is Pulumi's own Kubernetes plugin. Its module lacks two files that upstream's build makes for its own
// main package; here the set-up makes them (toolchain/setup/pluginSources.ts).
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version"
)

//go:embed schema.json
var schema []byte

//go:embed terraform-mapping.json
var terraformMapping []byte

func main() {
	provider.Serve("kubernetes", version.Version, schema, terraformMapping)
}
