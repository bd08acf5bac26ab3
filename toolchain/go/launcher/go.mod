module holdfast.dev/toolchain/launcher

go 1.26.0
