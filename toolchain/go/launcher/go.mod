module holdfast.dev/toolchain/gate

go 1.26.0
