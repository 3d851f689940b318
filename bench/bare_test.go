//go:build bench

package bench

const bareVariable = "MDDASH_BENCH_BARE"

func serveBare() {}
