module gosync/recorders/go

go 1.26.0

require golang.org/x/sync v0.24.0

require github.com/go-kratos/kratos v1.0.1 // indirect
