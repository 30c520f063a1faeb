module gosync/recorders/go

go 1.26.0

require golang.org/x/sync v0.0.0-20190423024810-112230192c58
