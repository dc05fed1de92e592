create table orders (id varchar(64) primary key, item varchar(255) not null, quantity int not null);
create table shipments (order_id varchar(64) not null);
create table bills (order_id varchar(64) not null);
