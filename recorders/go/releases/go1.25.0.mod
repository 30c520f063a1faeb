module gosync/recorders/go

go 1.25.0

require golang.org/x/sync v0.6.0
