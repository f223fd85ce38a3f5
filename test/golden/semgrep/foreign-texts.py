secret = 1
# secret = 2
secret = 3
