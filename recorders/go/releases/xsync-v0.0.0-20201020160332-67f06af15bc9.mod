module gosync/recorders/go

go 1.26.0

require golang.org/x/sync v0.0.0-20201020160332-67f06af15bc9
