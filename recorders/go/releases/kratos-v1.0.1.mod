module gosync/recorders/go

go 1.26.0

require (
	github.com/go-kratos/kratos v1.0.1
	github.com/zeromicro/go-zero v1.10.3
	golang.org/x/sync v0.24.0
)
