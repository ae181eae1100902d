"""ping (iputils 20221126): echo requests, and what comes of them."""
