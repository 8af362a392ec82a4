DROP TABLE market_channels;
DROP TABLE products;
DROP TABLE licenses;
